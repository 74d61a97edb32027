class CFG:
    debug = False
    model_name = 'tf_efficientnet_b3_ns'
    size = 384
    epochs = 10
    batch_size = 16
    lr = 1e-4
    min_lr = 1e-6
    weight_decay = 1e-6
    seed = 42
    target_size = 5
    n_fold = 5
    trn_fold = [0, 1, 2, 3, 4]
    train_path = '../input/leaves/train_images'
