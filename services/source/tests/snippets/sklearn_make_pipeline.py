from sklearn import svm, preprocessing, pipeline
model = pipeline.make_pipeline(
    preprocessing.MinMaxScaler(),
    svm.SVC(
        C=0.01,
        kernel="linear",
        # probability estimates for the ROC curve
        probability=True,
    ),
)
model.fit(X, y)
