from .decoder import Captioner
