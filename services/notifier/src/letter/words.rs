//! The words.

use anneal_proto::v1::Reason;

use super::blocks::{Block, many_lines, one_line};
use super::{Letter, Outcome, Patch, numbers};

pub(super) fn subject(letter: &Letter) -> String {
    let commit: String = letter.commit.chars().take(7).collect();
    let place = one_line(&format!("{} {commit}", shortened(&letter.repository)), 80);
    let (state, what) = match &letter.outcome {
        Outcome::Accepted(0) => ("accepted", format!("{} (as pushed)", reached(letter))),
        Outcome::Accepted(trial) => ("accepted", format!("{} (trial {trial})", reached(letter))),
        Outcome::Exhausted(Some(_), _) => ("exhausted", format!("best {}", reached(letter))),
        Outcome::Exhausted(None, _) => ("exhausted", "no trial gave a result".to_owned()),
        Outcome::Failed(reason) => ("failed", reason.what.clone()),
        Outcome::Cancelled { .. } => ("cancelled", format!("after {}", count(trials(letter), "trial"))),
    };
    one_line(&format!("[anneal] {state}: {place} — {what}"), 180)
}

pub(super) fn blocks(letter: &Letter, patch: &Patch) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(happened(letter)), Block::Facts(facts(letter))];
    if let Outcome::Failed(reason) | Outcome::Exhausted(_, reason) = &letter.outcome {
        blocks.extend(why(reason));
    }
    if !letter.traceback.is_empty() {
        let text = many_lines(&letter.traceback);
        blocks.push(Block::Verbatim { title: "The training's own exception".to_owned(), text });
    }
    blocks.extend(table(letter));
    if !letter.warnings.is_empty() {
        let points = letter.warnings.iter().take(20).map(|warning| one_line(warning, 300)).collect();
        blocks.push(Block::List { title: "Worth a look".to_owned(), points });
    }
    blocks.push(Block::Commands(commands(letter)));
    blocks.extend(diff(patch));
    blocks
}

fn happened(letter: &Letter) -> String {
    match &letter.outcome {
        Outcome::Accepted(0) => {
            format!(
                "The model meets its bar: {}. The code is as it was pushed; nothing was edited.",
                reached(letter)
            )
        }
        Outcome::Accepted(trial) => format!(
            "The model meets its bar: {}. It took an edit of the source: trial {trial}, the best of {}.",
            reached(letter),
            count(trials(letter), "trial")
        ),
        Outcome::Exhausted(Some(best), _) => format!(
            "The model does not meet its bar: {} after {}. Trial {best} came nearest.",
            reached(letter),
            count(trials(letter), "trial")
        ),
        Outcome::Exhausted(None, _) => {
            format!("No trial gave a result, after {}.", count(trials(letter), "trial"))
        }
        Outcome::Failed(reason) => format!("The run failed: {}.", sentence(&reason.what)),
        Outcome::Cancelled { by, why } => {
            let by = if by.is_empty() { String::new() } else { format!(" by {}", one_line(by, 100)) };
            let why = if why.is_empty() { String::new() } else { format!(": {}", sentence(why)) };
            format!("The run was cancelled{by}{why}.")
        }
    }
}

fn facts(letter: &Letter) -> Vec<(&'static str, String)> {
    let commit = [letter.commit.as_str(), letter.message.as_str()];
    let commit: Vec<_> = commit.into_iter().filter(|text| !text.is_empty()).collect();
    let objective = &letter.objective;
    let sign = if objective.direction == "minimize" { "≤" } else { "≥" };
    let bar = format!("{} {sign} {}", objective.metric, numbers::target(objective.target));
    let split =
        if objective.split.is_empty() { String::new() } else { format!(" on {} data", objective.split) };
    let measured =
        if objective.source.is_empty() { String::new() } else { objective.source.clone() + &split };
    let all = [
        ("Repository", letter.repository.clone()),
        ("Ref", letter.reference.clone()),
        ("Commit", commit.join(" ")),
        ("Code", letter.workload.clone()),
        ("Data", letter.data.join(", ")),
        ("Run before", letter.before.join(", then ")),
        ("Bar", bar),
        ("Measured by", measured),
        ("Run", letter.run.to_string()),
    ];
    let cleaned = all.into_iter().map(|(name, text)| (name, one_line(&text, 300)));
    cleaned.filter(|(_, text)| !text.is_empty()).collect()
}

fn why(reason: &Reason) -> Option<Block> {
    let points = [("What", &reason.what), ("Where", &reason.location), ("What helps", &reason.remedy)];
    let facts: Vec<_> = points
        .into_iter()
        .map(|(name, text)| (name, one_line(text, 600)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    (!facts.is_empty()).then_some(Block::Facts(facts))
}

fn table(letter: &Letter) -> Option<Block> {
    if letter.rows.is_empty() {
        return None;
    }
    let head =
        ["trial", letter.objective.metric.as_str(), "what was tried"].map(|name| one_line(name, 40)).to_vec();
    let rows = letter.rows.iter().map(|row| {
        let number = if row.best { format!("* {}", row.trial) } else { row.trial.to_string() };
        vec![number, row.value.map_or("-".to_owned(), numbers::value), row.what.clone()]
    });
    let title = match letter.unlisted {
        0 => "Trials (* the best)".to_owned(),
        more => format!("Trials (* the best; {more} more in `anneal show {}`)", letter.run),
    };
    Some(Block::Table { title, head, rows: rows.collect() })
}

fn commands(letter: &Letter) -> Vec<(String, &'static str)> {
    let run = &letter.run;
    let show = (format!("anneal show {run}"), "everything about the run");
    let apply = (format!("anneal patch {run} | git apply"), "takes the edit into your checkout");
    let model = (format!("anneal model {run}"), "downloads the model");
    let mut commands = Vec::new();
    match &letter.outcome {
        Outcome::Accepted(_) | Outcome::Exhausted(Some(_), _) => {
            if letter.patch.is_some() {
                commands.push(apply);
            }
            commands.push(model);
        }
        Outcome::Failed(_) | Outcome::Exhausted(None, _) => {
            commands.push((format!("anneal logs {run}"), "what the training printed"));
        }
        Outcome::Cancelled { .. } => {
            commands.push(("anneal submit PATH-or-URL".to_owned(), "starts another run"))
        }
    }
    commands.push(show);
    commands
}

fn diff(patch: &Patch) -> Option<Block> {
    match patch {
        Patch::None => None,
        Patch::Here(bytes) => {
            let text = many_lines(&String::from_utf8_lossy(bytes));
            Some(Block::Verbatim { title: "The diff against your commit (also attached)".to_owned(), text })
        }
        Patch::Elsewhere(why) => Some(Block::Paragraph(format!("The diff is not in this mail: {why}."))),
    }
}

/// `accuracy 0.934 ≥ 0.80`
fn reached(letter: &Letter) -> String {
    let objective = &letter.objective;
    let metric = one_line(&objective.metric, 40);
    match objective.value {
        Some(value) => format!("{metric} {}", numbers::compared(objective, value)),
        None => format!("{metric} (bar {})", numbers::target(objective.target)),
    }
}

fn trials(letter: &Letter) -> usize {
    letter.rows.len() + letter.unlisted
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

fn sentence(text: &str) -> String {
    one_line(text, 600).trim_end_matches('.').to_owned()
}

/// The end of a path is what tells repositories apart.
fn shortened(repository: &str) -> String {
    let parts: Vec<_> = repository.trim_end_matches('/').rsplit('/').take(2).collect();
    if repository.starts_with('/') {
        parts.into_iter().rev().collect::<Vec<_>>().join("/")
    } else {
        repository.to_owned()
    }
}
