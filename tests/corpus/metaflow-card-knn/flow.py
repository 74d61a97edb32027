from metaflow import FlowSpec, IncludeFile, Parameter, step


class IncomeFlow(FlowSpec):
    """Who earns more than 50 000? Three splits, the mean accuracy at the end."""

    table = IncludeFile("table", default="adult.csv")
    neighbours = Parameter("neighbours", default=15)

    @step
    def start(self):
        import io

        import pandas as pd

        df = pd.read_csv(io.StringIO(self.table)).dropna()
        self.y = (df.pop("income") == ">50K").values
        self.X = pd.get_dummies(df).astype(float)
        self.seeds = [0, 1, 2]
        self.next(self.learn, foreach="seeds")

    @step
    def learn(self):
        from sklearn.model_selection import train_test_split
        from sklearn.neighbors import KNeighborsClassifier
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import MinMaxScaler

        a, b, ya, yb = train_test_split(self.X, self.y, test_size=0.25, random_state=self.input)
        self.model = make_pipeline(MinMaxScaler(), KNeighborsClassifier(self.neighbours, weights="distance"))
        self.model.fit(a, ya)
        self.accuracy = self.model.score(b, yb)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.accuracy = sum(i.accuracy for i in inputs) / len(inputs)
        self.model = max(inputs, key=lambda i: i.accuracy).model
        self.next(self.end)

    @step
    def end(self):
        print("accuracy: %.4f" % self.accuracy)


if __name__ == "__main__":
    IncomeFlow()
