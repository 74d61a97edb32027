//! The classifier as a service of its own.

fn main() -> std::process::ExitCode {
    anneal_chassis::main(
        "classifier",
        |config: &anneal_classifier::Config| &config.common,
        anneal_classifier::serve,
    )
}
