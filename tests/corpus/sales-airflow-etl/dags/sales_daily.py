from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.providers.postgres.operators.postgres import PostgresOperator

from plugins.steps import extract, normalise, load

default_args = {"owner": "data", "retries": 2, "retry_delay": timedelta(minutes=10)}

with DAG("sales_daily", start_date=datetime(2022, 1, 1), schedule="0 2 * * *", catchup=False,
         default_args=default_args, tags=["sales"]) as dag:
    get = PythonOperator(task_id="extract", python_callable=extract)
    norm = PythonOperator(task_id="normalise", python_callable=normalise)
    put = PythonOperator(task_id="load", python_callable=load)
    vacuum = PostgresOperator(task_id="vacuum", postgres_conn_id="dwh", sql="VACUUM ANALYZE sales")
    get >> norm >> put >> vacuum
