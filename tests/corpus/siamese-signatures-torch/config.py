class Config():
    training_dir = "./data/signatures/training/"
    testing_dir = "./data/signatures/testing/"
    train_batch_size = 32
    train_number_epochs = 40
    margin = 2.0
