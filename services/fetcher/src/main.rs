//! The fetcher as a service of its own.

fn main() -> std::process::ExitCode {
    anneal_chassis::main("fetcher", |config: &anneal_fetcher::Config| &config.common, anneal_fetcher::serve)
}
