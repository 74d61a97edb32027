import dgl
import pandas as pd
import torch

features = pd.read_csv("elliptic/features.csv", header=None)
classes = pd.read_csv("elliptic/classes.csv")
edges = pd.read_csv("elliptic/edges.csv")
place = pd.Series(range(len(features)), index=features[0])
g = dgl.graph((place[edges["a"]].to_numpy(), place[edges["b"]].to_numpy()), num_nodes=len(features))
g = dgl.add_self_loop(dgl.to_bidirected(g))
g.ndata["x"] = torch.tensor(features.iloc[:, 2:].to_numpy(), dtype=torch.float32)
g.ndata["step"] = torch.tensor(features[1].to_numpy())
g.ndata["y"] = torch.tensor(classes["class"].map({"1": 1, "2": 0, "unknown": -1}).to_numpy())
dgl.save_graphs("graph.bin", [g])
