import torch
VOCAB_SIZE = 25000


def get_loaders(batch_size):
    x = torch.randint(0, VOCAB_SIZE, (640, 40))
    y = torch.randint(0, 2, (640,)).float()
    ds = torch.utils.data.TensorDataset(x, y)
    return torch.utils.data.DataLoader(ds, batch_size), torch.utils.data.DataLoader(ds, batch_size)
