from airflow.models import DagBag


def test_imports():
    bag = DagBag("dags", include_examples=False)
    assert not bag.import_errors
    assert len(bag.dags["sales_daily"].tasks) == 4
