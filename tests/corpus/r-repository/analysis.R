library(keras)
model <- keras_model_sequential()
model %>% fit(x, y)
