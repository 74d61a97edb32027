import json

from keras.callbacks import ModelCheckpoint, ReduceLROnPlateau, TensorBoard
from keras.optimizers import Adam

from generator import BoxSequence
from net import detection_loss, tiny_body


def _main():
    with open("config.json") as f:
        cfg = json.load(f)
    with open(cfg["annotations"]) as f:
        lines = f.readlines()
    n_val = int(len(lines) * 0.1)
    train, val = BoxSequence(lines[n_val:], cfg), BoxSequence(lines[:n_val], cfg)

    model = tiny_body(cfg["input"], len(cfg["classes"]))
    # model = multi_gpu_model(model, gpus=2)
    model.compile(optimizer=Adam(lr=cfg["learning_rate"]), loss=detection_loss)
    model.fit_generator(
        generator=train,
        steps_per_epoch=len(train),
        validation_data=val,
        epochs=cfg["epochs"],
        workers=4,
        callbacks=[TensorBoard("logs"), ReduceLROnPlateau(factor=0.1, patience=3),
                   ModelCheckpoint("ep{epoch:03d}-loss{loss:.3f}.h5", save_weights_only=True)])
    model.save_weights("final.h5")


if __name__ == '__main__':
    _main()
