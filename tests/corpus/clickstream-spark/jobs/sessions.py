from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

GAP_MIN = 30


def sessionise(df):
    w = Window.partitionBy("user").orderBy("ts")
    gap = F.unix_timestamp("ts") - F.unix_timestamp(F.lag("ts").over(w))
    df = df.withColumn("new", (F.coalesce(gap, F.lit(0)) > GAP_MIN * 60).cast("int"))
    return df.withColumn("session", F.sum("new").over(w))


def main():
    spark = SparkSession.builder.appName("sessions").getOrCreate()
    raw = spark.read.json("s3a://events/clicks/")
    sessions = (sessionise(raw.where(F.col("bot") == False))  # noqa: E712
                .groupBy("user", "session")
                .agg(F.min("ts").alias("start"), F.max("ts").alias("end"), F.count("*").alias("clicks")))
    sessions.write.mode("overwrite").partitionBy("start").parquet("s3a://warehouse/sessions/")


if __name__ == "__main__":
    main()
