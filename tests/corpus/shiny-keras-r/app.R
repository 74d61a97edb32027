library(shiny)
library(keras)
model <- load_model_hdf5("model.h5")
ui <- fluidPage(fileInput("file", "28 x 28 PNG"), verbatimTextOutput("answer"))
server <- function(input, output) {
  output$answer <- renderPrint({
    req(input$file)
    x <- array_reshape(png::readPNG(input$file$datapath)[, , 1], c(1, 784))
    which.max(predict(model, x)) - 1
  })
}
shinyApp(ui, server)
