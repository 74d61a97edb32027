from fastai.vision.all import *
from fastcore.script import call_parse

ARCHS = {'resnet18': resnet18, 'resnet34': resnet34}


def acc_street(inp, targ):
    targ = targ.squeeze(1)
    mask = targ != void_code
    return (inp.argmax(dim=1)[mask] == targ[mask]).float().mean()


@call_parse
def main(arch: str = 'resnet34',  # backbone
         bs: int = 8,             # batch size
         epochs: int = 10,        # frozen and unfrozen
         size: int = 240):        # pixels
    global void_code
    path = untar_data(URLs.CAMVID)
    codes = np.loadtxt(path/'codes.txt', dtype=str)
    void_code = list(codes).index('Void')
    block = DataBlock(blocks=(ImageBlock, MaskBlock(codes)),
                      get_items=get_image_files,
                      splitter=FileSplitter(path/'valid.txt'),
                      get_y=lambda o: path/'labels'/f'{o.stem}_P{o.suffix}',
                      batch_tfms=[*aug_transforms(size=size), Normalize.from_stats(*imagenet_stats)])
    dls = block.dataloaders(path/'images', bs=bs)
    learn = unet_learner(dls, ARCHS[arch], metrics=acc_street, self_attention=True)
    learn.fine_tune(epochs, 3e-3)
    learn.save('camvid')
    print(learn.validate())
