//! The `anneal` command.

fn main() -> std::process::ExitCode {
    anneal_cli::main()
}
