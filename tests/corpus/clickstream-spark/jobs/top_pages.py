from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.appName("top_pages").getOrCreate()
(spark.read.parquet("s3a://warehouse/sessions/")
 .groupBy("page").count().orderBy(F.desc("count")).limit(1000)
 .write.mode("overwrite").csv("s3a://reports/top_pages"))
