//! The watchdog as a service of its own.

fn main() -> std::process::ExitCode {
    anneal_chassis::main(
        "watchdog",
        |config: &anneal_watchdog::Config| &config.common,
        anneal_watchdog::serve,
    )
}
