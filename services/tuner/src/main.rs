//! The tuner as a service of its own.

fn main() -> std::process::ExitCode {
    anneal_chassis::main("tuner", |config: &anneal_tuner::Config| &config.common, anneal_tuner::serve)
}
