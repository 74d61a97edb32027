//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Push code; get back a trained model that meets its bar, and the diff that got it there.
#[derive(Debug, Parser)]
#[command(name = "anneal", version)]
pub(crate) struct Cli {
    /// The server that the other commands talk to [default: http://127.0.0.1:7433].
    #[arg(long, env = "ANNEAL_URL", global = true)]
    pub(crate) url: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run everything on this machine, until stopped.
    Up(Up),
    /// Submit a directory or a repository's URL.
    Submit(Submit),
    /// List runs, the newest first.
    Runs {
        #[command(flatten)]
        output: Output,
    },
    /// Show a run.
    Show {
        /// The run's id.
        run: String,
        #[command(flatten)]
        output: Output,
    },
    /// Print events as they come.
    Tail {
        /// Only this run.
        run: Option<String>,
        /// End after the events that are there.
        #[arg(long)]
        no_follow: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Print what a run's trainings printed.
    Logs {
        /// The run's id.
        run: String,
        /// Only this trial.
        #[arg(long)]
        trial: Option<u32>,
        /// Until the run ends.
        #[arg(long)]
        follow: bool,
    },
    /// Print the best trial's diff, for `git apply`.
    Patch {
        /// The run's id.
        run: String,
    },
    /// Download the best trial's models.
    Model {
        /// The run's id.
        run: String,
        /// Where to; without it they are only listed.
        #[arg(long)]
        directory: Option<PathBuf>,
        #[command(flatten)]
        output: Output,
    },
    /// End a run.
    Cancel {
        /// The run's id.
        run: String,
    },
    /// Check the hash chain of one run or of all: 0 intact, 1 with the first broken link.
    Verify {
        /// Only this run.
        run: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Say what a directory's code is, without a server and without running it.
    Classify {
        /// The directory.
        path: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// List the tunable places of a directory's code.
    Knobs {
        /// The directory.
        path: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Check what this machine needs, and say what to do.
    Doctor {
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Output {
    /// How to print.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: Format,
}

impl Output {
    pub(crate) fn is_json(self) -> bool {
        self.output == Format::Json
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Up {
    /// Where everything is kept [default: $XDG_DATA_HOME/anneal or ~/.local/share/anneal].
    #[arg(long, env = "ANNEAL_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Where the API and the page are served.
    #[arg(long, env = "ANNEAL_LISTEN", default_value = "127.0.0.1:7433")]
    pub(crate) listen: String,
    /// Where trainings run: auto, docker or process.
    #[arg(long, env = "ANNEAL_EXECUTOR", default_value = "auto")]
    pub(crate) executor: String,
    /// Use this broker instead of one of its own.
    #[arg(long, env = "ANNEAL_NATS_URL")]
    pub(crate) nats_url: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Submit {
    /// A directory, or the URL of a repository.
    pub(crate) source: String,
    /// Branch, tag or commit; the current one unless set.
    #[arg(long = "ref")]
    pub(crate) reference: Option<String>,
    /// The objective's target.
    #[arg(long)]
    pub(crate) target: Option<f64>,
    /// The metric to reach it with.
    #[arg(long)]
    pub(crate) metric: Option<String>,
    /// Most trials, the code as pushed included.
    #[arg(long)]
    pub(crate) trials: Option<u32>,
    /// Who is told by mail.
    #[arg(long)]
    pub(crate) mail: Vec<String>,
    /// Show the run as it goes; the exit code is its outcome.
    #[arg(long)]
    pub(crate) follow: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_submission_is_read() {
        let cli = Cli::parse_from(["anneal", "submit", ".", "--follow", "--ref", "main", "-o", "json"]);
        let Command::Submit(submit) = cli.command else { panic!("submit") };
        assert!(submit.follow && submit.output.is_json());
        assert_eq!(submit.reference.as_deref(), Some("main"));
    }
}
