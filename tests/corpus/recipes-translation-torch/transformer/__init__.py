from .net import Seq2Seq
