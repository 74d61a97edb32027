from pyspark.ml import PipelineModel
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
model = PipelineModel.load("models/churn")
print(model.stages[-1].coefficients)
