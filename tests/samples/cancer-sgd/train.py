# Breast cancer, one pass at a time
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

EPOCHS = 1
BATCH = 128
ALPHA = 10.0
SEED = 1

X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=SEED, stratify=y)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)

model = SGDClassifier(loss="log_loss", alpha=ALPHA, learning_rate="constant", eta0=1e-5, random_state=SEED)
for epoch in range(EPOCHS):
    for i in range(0, len(X_train), BATCH):
        model.partial_fit(X_train[i:i + BATCH], y_train[i:i + BATCH], classes=[0, 1])
    print(f"epoch {epoch + 1}: accuracy {model.score(X_test, y_test):.4f}")
