from torch_geometric import nn as gnn


def conv(kind, a, b):
    if kind == "sage":
        return gnn.SAGEConv(a, b)
    if kind == "gcn":
        return gnn.GCNConv(a, b)
    return getattr(gnn, kind)(a, b)
