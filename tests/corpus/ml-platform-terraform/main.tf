terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

module "mlflow" {
  source = "./modules/mlflow"
  image  = "mlflow:2.9"
}

resource "aws_sagemaker_notebook_instance" "team" {
  name          = "team"
  role_arn      = aws_iam_role.sagemaker.arn
  instance_type = "ml.t3.medium"
}

resource "aws_iam_role" "sagemaker" {
  name               = "sagemaker"
  assume_role_policy = file("policies/assume.json")
}
