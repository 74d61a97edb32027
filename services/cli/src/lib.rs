//! The command line. Every reading command takes `-o json`: one JSON object a line, stable field names.
//!
//! Exit codes: 0 done (or accepted), 1 failed outcome, 2 usage.

/// Prints a line. A reader that has gone, as of `anneal runs | head`, is no fault of this command.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod args;
mod client;
mod commands;
mod doctor;
mod fault;
mod follow;
mod lasting;
mod render;
mod story;
mod up;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use client::Client;
pub use fault::Fault;

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("anneal: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(dispatch(cli));
    // What still reads standard input or waits for a peer must not keep the process.
    runtime.shutdown_background();
    match done {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("anneal: {fault}");
            ExitCode::from(fault.exit_code())
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Fault> {
    let client = Client::new(cli.url.as_deref())?;
    match cli.command {
        Command::Up(up) => up::command(&up).await,
        Command::Submit(submit) => commands::submit::run(&client, cli.url.is_some(), &submit).await,
        Command::Runs { limit, state, output } => commands::read::runs(&client, limit, state, output).await,
        Command::Show { run, output } => commands::read::show(&client, &run, output).await,
        Command::Tail { run, no_follow, signals, output } => {
            commands::read::tail(&client, run.as_deref(), (!no_follow, signals), output).await
        }
        Command::Logs { run, trial, attempt, follow, output } => {
            commands::read::logs(&client, &run, (trial, attempt), follow, output).await
        }
        Command::Patch { run, output } => commands::read::patch(&client, &run, output).await,
        Command::Model { run, directory, output } => {
            commands::model::run(&client, &run, directory.as_deref(), output).await
        }
        Command::Cancel { run, output } => commands::read::cancel(&client, &run, output).await,
        Command::Dead { command } => commands::dead::run(&client, command).await,
        Command::Verify { run, output } => commands::read::verify(&client, run.as_deref(), output).await,
        Command::Classify { path, explain, output } => commands::code::classify(&path, explain, output),
        Command::Knobs { path, output } => commands::code::knobs(&path, output),
        Command::Images { command } => commands::images::run(command).await,
        Command::Doctor { output } => doctor::run(&client, output).await,
    }
}
