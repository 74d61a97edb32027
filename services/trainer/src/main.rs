//! The trainer as a service of its own.

fn main() -> std::process::ExitCode {
    anneal_chassis::main("trainer", |config: &anneal_trainer::Config| &config.common, anneal_trainer::serve)
}
