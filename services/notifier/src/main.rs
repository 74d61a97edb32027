//! The notifier as a service of its own.

fn main() -> std::process::ExitCode {
    anneal_chassis::main(
        "notifier",
        |config: &anneal_notifier::Config| &config.common,
        anneal_notifier::serve,
    )
}
