//! Runs for people, without scripts or anything from elsewhere.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::response::Html;

use super::find;
use crate::app::App;
use crate::error::ApiError;
use crate::projection::{RunView, TrialView};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}\
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d8dee4;\
    vertical-align:top}th{font-weight:600}code,pre{font:13px ui-monospace,monospace}pre{background:#f6f8fa;padding:.8rem;\
    overflow:auto}.accepted{color:#1a7f37}.failed,.exhausted{color:#b42318}a{color:#0550ae}\
    @media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}pre{background:#161b22}a{color:#79c0ff}\
    td,th{border-color:#30363d}}";

/// `GET /`.
pub(super) async fn runs(State(app): State<App>) -> Html<String> {
    let mut rows = String::new();
    for view in app.runs().iter().take(200) {
        let _ = write!(
            rows,
            "<tr><td><a href=\"/runs/{run}\"><code>{run}</code></a></td><td>{}</td><td class=\"{state}\">{state}</td>\
             <td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(&view.repository),
            escaped(&reached(view)),
            view.trials.len(),
            escaped(&view.started),
            run = escaped(&view.run),
            state = state(view),
        );
    }
    let body = if rows.is_empty() {
        "<p>No run yet. Push something: <code>anneal submit PATH-or-URL</code>.</p>".to_owned()
    } else {
        format!(
            "<table><thead><tr><th>run</th><th>repository</th><th>state</th><th>best</th><th>trials</th>\
             <th>started</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    };
    page("runs", &body)
}

/// `GET /runs/RUN`.
pub(super) async fn run(State(app): State<App>, Path(run): Path<String>) -> Result<Html<String>, ApiError> {
    let (_, view) = find(&app, &run)?;
    let mut body = format!(
        "<p><b>{}</b> at <code>{}</code>: <span class=\"{state}\">{state}</span>, {}</p>",
        escaped(&view.repository),
        escaped(&view.commit),
        escaped(&reached(&view)),
        state = state(&view),
    );
    if let Some(workload) = &view.workload {
        let _ = write!(
            body,
            "<p>{} {} · {} · {} · image <code>{}</code> · entry <code>{}</code></p>",
            escaped(&workload.framework),
            escaped(&workload.era),
            escaped(&workload.task),
            escaped(&workload.family),
            escaped(&workload.image),
            escaped(&workload.entry),
        );
    }
    if let Some(reason) = &view.reason {
        let _ = write!(body, "<p>{}</p>", escaped(reason));
    }
    body.push_str("<table><thead><tr><th>trial</th><th>state</th><th>value</th><th>why</th><th>attempts</th></tr></thead><tbody>");
    view.trials.iter().for_each(|trial| body.push_str(&row(trial)));
    body.push_str("</tbody></table>");
    if let Some(traceback) = &view.traceback {
        let _ = write!(body, "<h2>Traceback</h2><pre>{}</pre>", escaped(traceback));
    }
    if let Some(patch) = &view.patch {
        let bytes = app.context.log.object(patch).await?;
        let _ = write!(body, "<h2>Patch</h2><pre>{}</pre>", escaped(&String::from_utf8_lossy(&bytes)));
    }
    Ok(page(&view.run, &body))
}

fn row(trial: &TrialView) -> String {
    let attempts = trial.attempts.iter().map(|attempt| {
        let from = attempt.resumed_from_step.map_or(String::new(), |step| format!(" from step {step}"));
        format!("{} {}{from}", attempt.attempt, attempt.state)
    });
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        trial.trial,
        escaped(&trial.state),
        trial.value.map_or("–".to_owned(), |value| format!("{value:.4}")),
        escaped(&trial.why),
        escaped(&attempts.collect::<Vec<_>>().join("; ")),
    )
}

fn state(view: &RunView) -> String {
    format!("{:?}", view.state).to_ascii_lowercase()
}

/// `accuracy 0.93 (target 0.80)`.
fn reached(view: &RunView) -> String {
    let Some(objective) = &view.objective else { return String::new() };
    let value = objective.value.map_or("–".to_owned(), |value| format!("{value:.4}"));
    format!("{} {value} (target {})", objective.metric, objective.target)
}

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>anneal: {title}</title>\
         <style>{STYLE}</style></head><body><h1><a href=\"/\">anneal</a></h1>{body}</body></html>",
        title = escaped(title),
    ))
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
    }
}
