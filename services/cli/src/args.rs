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
        /// At most this many.
        #[arg(long)]
        limit: Option<u32>,
        /// Only those that are running, accepted, exhausted, failed or cancelled.
        #[arg(long, value_enum)]
        state: Option<State>,
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
        /// Epochs and metrics too.
        #[arg(long, requires = "run")]
        signals: bool,
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
        /// Only this attempt of it.
        #[arg(long)]
        attempt: Option<u32>,
        /// Until the run ends.
        #[arg(long)]
        follow: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Print the best trial's diff, for `git apply`.
    Patch {
        /// The run's id.
        run: String,
        #[command(flatten)]
        output: Output,
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
        #[command(flatten)]
        output: Output,
    },
    /// What services gave up on: see it, have it tried again, or say that nobody needs it.
    Dead {
        #[command(subcommand)]
        command: Dead,
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
        /// Say, too, which files train when they are run, and why this one is the entry.
        #[arg(long)]
        explain: bool,
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
    /// The images that trainings run in, on this machine's Docker engine.
    Images {
        #[command(subcommand)]
        command: Images,
    },
    /// Check what this machine needs, and say what to do.
    Doctor {
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Dead {
    /// List dead letters that nothing was decided about, the oldest first.
    List {
        /// The others too.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Show one, with the message that it is about.
    Show {
        /// Its number.
        number: u64,
        #[command(flatten)]
        output: Output,
    },
    /// Give its service the message again.
    Retry {
        /// Its number.
        number: u64,
        #[command(flatten)]
        output: Output,
    },
    /// Say that nobody needs it any more.
    Drop {
        /// Its number.
        number: u64,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Images {
    /// List them, and whether they have been built.
    List {
        #[command(flatten)]
        output: Output,
    },
    /// Build some or all of them now, instead of when a run first needs one.
    Build {
        /// Which: sklearn, keras, keras2, torch, gbm; all unless some are named.
        names: Vec<String>,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        output: Output,
    },
    /// Print the log of the build of one.
    Log {
        /// One of the above, or the reference of an image that an event or a mail names.
        name: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Where everything is kept [default: $XDG_DATA_HOME/anneal or ~/.local/share/anneal].
    #[arg(long, env = "ANNEAL_DATA")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    Running,
    Accepted,
    Exhausted,
    Failed,
    Cancelled,
}

impl State {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Accepted => "accepted",
            Self::Exhausted => "exhausted",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
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
    #[arg(long, value_parser = number, allow_negative_numbers = true)]
    pub(crate) target: Option<f64>,
    /// The metric to reach it with.
    #[arg(long)]
    pub(crate) metric: Option<String>,
    /// Most trials, the code as pushed included.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
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

/// `nan` and `inf` are no targets, and JSON has no words for them.
fn number(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| "it must be a number, such as 0.9".to_owned())
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

    /// What scripts rely on; what is wrong is told before anything is asked of a server.
    #[test]
    fn every_reading_command_takes_json() {
        let commands = ["runs", "show R", "tail", "tail R --signals", "logs R", "patch R", "model R"];
        let others = ["cancel R", "verify", "verify R", "classify .", "knobs .", "doctor"];
        let images = ["images list", "images build", "images build sklearn gbm"];
        let dead = ["dead list", "dead show 1", "dead retry 1", "dead drop 1"];
        for command in commands.iter().chain(&others).chain(&dead).chain(&images) {
            let words = ["anneal"].into_iter().chain(command.split(' ')).chain(["-o", "json"]);
            assert!(Cli::try_parse_from(words).is_ok(), "{command}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_wrong_usage() {
        let wrong = ["submit", "submit . --target high", "submit . --target nan", "submit . --trials 0"];
        let others = ["tail --signals", "runs --state fine", "runs -o xml", "retire R", ""];
        for command in wrong.iter().chain(&others) {
            let words = ["anneal"].into_iter().chain(command.split(' ').filter(|word| !word.is_empty()));
            assert_eq!(Cli::try_parse_from(words).expect_err(command).exit_code(), 2, "{command}");
        }
        assert!(Cli::try_parse_from(["anneal", "submit", ".", "--target", "-1.5"]).is_ok());
    }
}
