"""Starts a training job in the cloud. Needs credentials."""
import sagemaker
from sagemaker.sklearn.estimator import SKLearn

session = sagemaker.Session()
role = sagemaker.get_execution_role()
inputs = session.upload_data("data", key_prefix="loans")

estimator = SKLearn(
    entry_point="train.py",
    source_dir="code",
    role=role,
    instance_count=1,
    instance_type="ml.m5.large",
    framework_version="1.2-1",
    hyperparameters={"n-estimators": 300, "max-depth": 12},
    metric_definitions=[{"Name": "f1", "Regex": "f1: ([0-9.]+)"}],
)
estimator.fit({"train": inputs})
predictor = estimator.deploy(initial_instance_count=1, instance_type="ml.t2.medium")
print(predictor.endpoint_name)
