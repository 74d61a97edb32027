//! Runs for people, without scripts or anything from elsewhere.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse};

use super::find;
use crate::app::App;
use crate::error::ApiError;
use crate::projection::{Current, RunView, TrialView};

const STYLE: &str = include_str!("page.css");

/// Nothing is loaded and nothing runs, whatever a repository's name or patch holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// Most runs on one page.
const SHOWN: usize = 200;

/// `GET /`.
pub(super) async fn runs(State(app): State<App>) -> impl IntoResponse {
    let runs = app.runs();
    let rows: String = runs.iter().take(SHOWN).map(entry).collect();
    let body = if rows.is_empty() {
        "<h1>No run yet</h1><p>Push something: <code>anneal submit PATH-or-URL</code>.</p>".to_owned()
    } else {
        format!(
            "<table><thead><tr><th>run</th><th>repository</th><th>state</th><th>best</th>\
             <th class=\"number\">trials</th><th class=\"number\">started</th></tr></thead>\
             <tbody>{rows}</tbody></table>"
        )
    };
    let running = runs.iter().take(SHOWN).any(|view| !view.has_ended());
    page("runs", running, &body)
}

fn entry(view: &RunView) -> String {
    format!(
        "<tr><td><a href=\"/runs/{run}\"><code>{run}</code></a></td><td>{}</td><td>{}</td><td>{}</td>\
         <td class=\"number\">{}</td><td class=\"number time soft\">{}</td></tr>",
        escaped(&view.repository),
        badge(&state(view)),
        escaped(&reached(view)),
        view.trials.len(),
        when(&view.started),
        run = escaped(&view.run),
    )
}

/// `GET /runs/RUN`.
pub(super) async fn run(
    State(app): State<App>,
    Path(run): Path<String>,
) -> Result<impl IntoResponse, ApiError> {
    let (_, view) = find(&app, &run)?;
    let mut body = format!("<h1>{} {}</h1>", escaped(&view.repository), badge(&state(&view)));
    if let Some(reason) = &view.reason {
        let _ = write!(body, "<p class=\"why\">{}</p>", escaped(reason));
    }
    body.push_str(&facts(&view));
    if !view.trials.is_empty() {
        let rows: String = view.trials.iter().map(|trial| row(trial, view.best_trial)).collect();
        let _ = write!(
            body,
            "<h2>Trials</h2><table><thead><tr><th>trial</th><th>state</th><th>value</th><th>what and why</th>\
             <th>attempts</th></tr></thead><tbody>{rows}</tbody></table>"
        );
    }
    if let Some(traceback) = &view.traceback {
        let _ = write!(body, "<h2>Traceback</h2><pre>{}</pre>", escaped(traceback));
    }
    if let Some(patch) = &view.patch {
        let text = match app.context.log.object(patch).await {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => error.to_string(),
        };
        let _ = write!(body, "<h2>Patch</h2><pre>{}</pre>", diff(&text));
    }
    Ok(page(&view.run, !view.has_ended(), &body))
}

/// What is known of a run, a line each.
fn facts(view: &RunView) -> String {
    let code = |text: &str| format!("<code>{}</code>", escaped(text));
    let mut facts = vec![("run", code(&view.run)), ("commit", code(&view.commit))];
    if let Some(workload) = &view.workload {
        let named = [&workload.framework, &workload.era, &workload.task, &workload.family];
        let named: Vec<&str> =
            named.into_iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        facts.push(("workload", escaped(&named.join(" · "))));
        facts.push(("entry", code(&workload.entry)));
        facts.push(("image", code(&workload.image)));
    }
    facts.push(("objective", escaped(&reached(view))));
    facts.push(("now", view.current.as_ref().map(progress).unwrap_or_default()));
    for told in &view.notifications {
        facts.push(("told", escaped(&format!("{} by {}: {}", told.to, told.channel, told.state))));
    }
    for warning in &view.warnings {
        let place = match warning.cell {
            0 => format!("{}:{}", warning.file, warning.line),
            cell => format!("{} cell {cell} line {}", warning.file, warning.line),
        };
        facts.push(("warning", escaped(&format!("{place} {}", warning.why))));
    }
    facts.push(("started", when(&view.started)));
    facts.push((
        "changed",
        format!("{} <span class=\"soft\">{}</span>", when(&view.updated), escaped(&view.stage)),
    ));
    let known = facts.iter().filter(|(_, text)| !text.is_empty() && text != "<code></code>");
    let lines: String = known.map(|(name, text)| format!("<dt>{name}</dt><dd>{text}</dd>")).collect();
    format!("<dl>{lines}</dl>")
}

fn progress(current: &Current) -> String {
    let bar = current.total.map_or(String::new(), |total| {
        format!(" <progress max=\"{total}\" value=\"{}\"></progress>", current.step)
    });
    let of = current.total.map_or(String::new(), |total| format!(" of {total}"));
    let metrics: Vec<String> =
        current.metrics.iter().map(|(name, value)| format!("{name} {value:.4}")).collect();
    format!(
        "trial {}, attempt {}: step {}{of}{bar} <span class=\"soft\">{}</span>",
        current.trial,
        current.attempt,
        current.step,
        escaped(&metrics.join(", ")),
    )
}

fn row(trial: &TrialView, best: Option<u32>) -> String {
    let attempts = trial.attempts.iter().map(|attempt| {
        let from = attempt.resumed_from_step.map_or(String::new(), |step| format!(" from step {step}"));
        format!(
            "{} <span class=\"{state}\">{state}</span>{from}",
            attempt.attempt,
            state = escaped(&attempt.state)
        )
    });
    let knobs: Vec<String> = trial.proposal.iter().map(|(knob, value)| format!("{knob} = {value}")).collect();
    let knobs = if knobs.is_empty() {
        String::new()
    } else {
        format!("<br><code class=\"soft\">{}</code>", escaped(&knobs.join(", ")))
    };
    format!(
        "<tr{}><td>{}</td><td class=\"{state}\">{state}</td><td>{}</td><td>{}{knobs}</td><td>{}</td></tr>",
        if best == Some(trial.trial) { " class=\"best\"" } else { "" },
        trial.trial,
        trial.value.map_or("–".to_owned(), |value| format!("{value:.4}")),
        escaped(&trial.why),
        attempts.collect::<Vec<_>>().join("<br>"),
        state = escaped(&trial.state),
    )
}

/// A diff with its lines marked.
fn diff(text: &str) -> String {
    let marked = text.lines().map(|line| {
        let class = match line.as_bytes() {
            [b'@', ..] | [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => "place",
            [b'+', ..] => "added",
            [b'-', ..] => "removed",
            _ => return format!("{}\n", escaped(line)),
        };
        format!("<span class=\"{class}\">{}</span>\n", escaped(line))
    });
    marked.collect()
}

fn state(view: &RunView) -> String {
    format!("{:?}", view.state).to_ascii_lowercase()
}

fn badge(state: &str) -> String {
    format!("<span class=\"state {state}\">{state}</span>")
}

/// `accuracy 0.93 (target 0.80)`.
fn reached(view: &RunView) -> String {
    let Some(objective) = &view.objective else { return String::new() };
    let value = objective.value.map_or("–".to_owned(), |value| format!("{value:.4}"));
    format!("{} {value} (target {})", objective.metric, objective.target)
}

/// `2026-01-31 12:00:00 UTC` of an RFC 3339 time.
fn when(time: &str) -> String {
    let told = time.split('.').next().unwrap_or_default().replace('T', " ");
    if told.is_empty() { told } else { format!("{} UTC", escaped(&told)) }
}

fn page(title: &str, changes: bool, body: &str) -> impl IntoResponse + use<> {
    let refresh = if changes { "<meta http-equiv=\"refresh\" content=\"5\">" } else { "" };
    let html = Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">{refresh}\
         <meta name=\"viewport\" content=\"width=device-width\"><title>anneal: {title}</title>\
         <style>{STYLE}</style></head><body><header><a href=\"/\">anneal</a><span>runs</span></header>\
         <main>{body}</main></body></html>",
        title = escaped(title),
    ));
    ([(header::CONTENT_SECURITY_POLICY, POLICY), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], html)
}

/// Text for any place in HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_repository_becomes_markup() {
        assert_eq!(escaped("<b a=\"1\">&'"), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
        assert_eq!(diff("+<b>\n x"), "<span class=\"added\">+&lt;b&gt;</span>\n x\n");
    }

    #[test]
    fn a_time_is_told_to_the_second() {
        assert_eq!(when("2026-11-18T11:06:40.123Z"), "2026-11-18 11:06:40 UTC");
        assert_eq!(when(""), "");
    }
}
