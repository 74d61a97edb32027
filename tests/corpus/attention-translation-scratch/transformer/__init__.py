from transformer.models import Transformer
