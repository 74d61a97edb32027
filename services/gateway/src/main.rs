//! The gateway as a service of its own.

fn main() -> std::process::ExitCode {
    anneal_chassis::main("gateway", |config: &anneal_gateway::Config| &config.common, anneal_gateway::serve)
}
