variable "image" {}

resource "aws_ecs_service" "mlflow" {
  name          = "mlflow"
  desired_count = 1
}
