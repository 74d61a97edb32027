library(keras)
mnist <- dataset_mnist()
x <- array_reshape(mnist$train$x / 255, c(nrow(mnist$train$x), 784))
y <- to_categorical(mnist$train$y, 10)
model <- keras_model_sequential() %>%
  layer_dense(128, activation = "relu", input_shape = 784) %>%
  layer_dropout(0.2) %>%
  layer_dense(10, activation = "softmax")
model %>% compile(loss = "categorical_crossentropy", optimizer = "adam", metrics = "accuracy")
model %>% fit(x, y, epochs = 5, validation_split = 0.2)
save_model_hdf5(model, "model.h5")
