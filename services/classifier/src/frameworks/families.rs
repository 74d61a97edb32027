//! Families of networks by their layers.

/// The first family of a table of which a name was built.
pub(super) fn first(table: &[(&'static str, &[&str])], built: impl Fn(&str) -> bool) -> Option<&'static str> {
    table.iter().find(|(_, names)| names.iter().any(|name| built(name))).map(|(family, _)| *family)
}

/// Families of pretrained networks, by a part of their names.
const TEXTS: &[(&str, &[&str])] = &[
    (
        "transformer",
        &[
            "bert",
            "vit",
            "swin",
            "gpt",
            "t5",
            "deit",
            "electra",
            "xlnet",
            "sentence-encoder",
            "elmo",
            "llama",
            "wav2vec",
            "transformer",
            "beit",
        ],
    ),
    (
        "cnn",
        &[
            "resnet",
            "resnext",
            "efficientnet",
            "mobilenet",
            "densenet",
            "vgg",
            "inception",
            "xception",
            "convnext",
            "nasnet",
            "squeezenet",
            "alexnet",
            "imagenet",
            "regnet",
            "mnasnet",
            "shufflenet",
            "googlenet",
            "yolo",
            "unet",
            "deeplab",
        ],
    ),
    ("mlp", &["nnlm", "swivel", "mixer"]),
];

/// The family of a pretrained network that is named by a text, such as `vit_base_patch16` or a URL.
pub(super) fn of_text(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    first(TEXTS, |name| text.contains(name))
}
