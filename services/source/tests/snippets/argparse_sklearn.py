from argparse import ArgumentParser, Namespace
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

def parse() -> Namespace:
    ap = ArgumentParser()
    ap.add_argument("--n-estimators", "-n", type=int, default=3, help="number of trees")
    ap.add_argument("--max-depth", dest="depth", type=int, default=2)
    ap.add_argument("--test-size", type=float, default=0.25)
    ap.add_argument("--random-state", type=int, default=0)
    return ap.parse_args()

if __name__ == "__main__":
    opts = parse()
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=opts.test_size, random_state=opts.random_state)
    model = RandomForestClassifier(n_estimators=opts.n_estimators, max_depth=opts.depth, random_state=opts.random_state)
    model.fit(X_train, y_train)
    print(f"acc={model.score(X_test, y_test):.3f}")
