import sys

from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import OneHotEncoder, StandardScaler, StringIndexer, VectorAssembler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import SparkSession

CATEGORIES = ["contract", "payment"]
NUMBERS = ["tenure", "monthly", "total"]


def stages():
    index = [StringIndexer(inputCol=c, outputCol=c + "_i", handleInvalid="keep") for c in CATEGORIES]
    onehot = OneHotEncoder(inputCols=[c + "_i" for c in CATEGORIES], outputCols=[c + "_v" for c in CATEGORIES])
    assemble = VectorAssembler(inputCols=[c + "_v" for c in CATEGORIES] + NUMBERS, outputCol="raw")
    return index + [onehot, assemble, StandardScaler(inputCol="raw", outputCol="features")]


def main(path):
    spark = SparkSession.builder.appName("churn").getOrCreate()
    df = spark.read.csv(path, header=True, inferSchema=True).withColumnRenamed("churn", "label")
    train, test = df.randomSplit([0.8, 0.2], seed=9)
    lr = LogisticRegression(maxIter=50)
    grid = ParamGridBuilder().addGrid(lr.regParam, [0.0, 0.01, 0.1]).build()
    auc = BinaryClassificationEvaluator()
    cv = CrossValidator(estimator=Pipeline(stages=stages() + [lr]), estimatorParamMaps=grid, evaluator=auc, numFolds=3)
    model = cv.fit(train)
    print("AUC", auc.evaluate(model.transform(test)))
    model.bestModel.write().overwrite().save("models/churn")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "hdfs:///data/churn.csv")
