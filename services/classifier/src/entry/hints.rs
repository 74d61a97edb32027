//! What documentation, build files and scripts run: weak hints, as nobody keeps them true.

use anneal_source::SourceTree;

/// A command that runs a file of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    /// The file as it is written, or made of a module's name.
    pub(crate) path: String,
    pub(crate) args: Vec<String>,
    pub(crate) as_module: bool,
    /// A shell script says so.
    pub(crate) by_script: bool,
}

/// Longer files are no documentation that was written by hand.
const LONGEST: usize = 512 * 1024;

/// Commands in what a person reads or a tool runs.
pub(super) fn of(tree: &SourceTree) -> Vec<Hint> {
    let files = tree.paths().filter(|path| is_read(path));
    let texts =
        files.filter_map(|path| Some((path, tree.text(path)?))).filter(|(_, text)| text.len() <= LONGEST);
    let mut found = Vec::new();
    for (path, text) in texts {
        let by_script = path.ends_with(".sh");
        let here = text.lines().flat_map(commands);
        found.extend(here.map(|hint| Hint { by_script, ..hint }));
    }
    found
}

fn is_read(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    lower.starts_with("readme")
        || lower.starts_with("dockerfile")
        || [
            "makefile",
            "justfile",
            "procfile",
            "docker-compose.yml",
            "compose.yaml",
            "dvc.yaml",
            "mlproject",
            "setup.cfg",
        ]
        .contains(&lower.as_str())
        || lower.ends_with(".sh")
        || path.starts_with(".github/workflows/")
        || path == ".gitlab-ci.yml"
}

/// The commands of a line: what follows each `python`.
fn commands(line: &str) -> Vec<Hint> {
    // `CMD ["python", "train.py"]` and `python train.py` alike.
    let plain: String = line.chars().map(|c| if "\"',[]`$".contains(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let starts = words.iter().enumerate().filter(|(_, word)| is_python(word)).map(|(at, _)| at + 1);
    starts.filter_map(|at| command(&words[at..])).collect()
}

fn is_python(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    // `$(PYTHON)` of a makefile.
    let variable = name.trim_matches(['(', ')', '{', '}', '@']);
    variable.starts_with("PYTHON")
        || name == "python"
        || name == "py"
        || name
            .strip_prefix("python")
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

fn command(words: &[&str]) -> Option<Hint> {
    let mut words = words.iter().skip_while(|word| ["-u", "-B", "-O", "-W", "ignore"].contains(word));
    let first = *words.next()?;
    let (path, as_module) = if first == "-m" {
        (format!("{}.py", words.next()?.replace('.', "/")), true)
    } else {
        (first.trim_start_matches("./").to_owned(), false)
    };
    if !path.ends_with(".py") {
        return None;
    }
    let ends = |word: &&&str| !["&&", "||", "|", ";", ">", ">>", "#", "\\", "&", "2>&1"].contains(*word);
    let args = words.take_while(ends).map(|word| (*word).to_owned()).collect();
    Some(Hint { path, args, as_module, by_script: false })
}

fn fits(hint: &Hint, path: &str) -> bool {
    // Commands are written from the directory that the reader is told to change to.
    let ends = |whole: &str, part: &str| {
        whole == part || whole.strip_suffix(part).is_some_and(|rest| rest.ends_with('/'))
    };
    let main = path.strip_suffix("/__main__.py").map(|package| format!("{package}.py"));
    ends(path, &hint.path)
        || ends(&hint.path, path)
        || main.is_some_and(|main| hint.as_module && main == hint.path)
}

/// How much it counts that something runs the file. There is a shell script for everything.
pub(super) fn weight(hints: &[Hint], path: &str) -> Option<f64> {
    let fitting = hints.iter().filter(|hint| fits(hint, path));
    fitting.map(|hint| if hint.by_script { 0.15 } else { 0.4 }).reduce(f64::max)
}

/// Whether something runs the file as a module.
pub(super) fn runs_as_module(hints: &[Hint], path: &str) -> bool {
    hints.iter().any(|hint| hint.as_module && fits(hint, path))
}

/// Arguments that the file is run with, where they are no placeholders.
pub(super) fn arguments(hints: &[Hint], path: &str) -> Option<Vec<String>> {
    let concrete = |arg: &String| {
        !arg.contains(['<', '>', '{', '}', '*', '|', '('])
            && !arg.contains("...")
            && !arg.contains("path/to")
            && !arg.contains("PATH")
    };
    let fitting = hints.iter().filter(|hint| fits(hint, path) && !hint.args.is_empty());
    fitting.filter(|hint| hint.args.iter().all(concrete)).map(|hint| hint.args.clone()).next()
}
