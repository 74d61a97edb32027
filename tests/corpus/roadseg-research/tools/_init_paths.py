import os.path as osp
import sys

root = osp.join(osp.dirname(__file__), "..")
if root not in sys.path:
    sys.path.insert(0, root)
