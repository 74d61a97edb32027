//! Notebooks as scripts: code cells in order, magics and shell lines blanked.

use serde_json::Value;

/// The code of a notebook; none when it is no notebook.
pub(crate) fn code(text: &str) -> Option<String> {
    let notebook: Value = serde_json::from_str(text).ok()?;
    let cells = notebook.get("cells")?.as_array()?;
    let is_code = |cell: &&Value| cell.get("cell_type").and_then(Value::as_str) == Some("code");
    let sources = cells.iter().filter(is_code).filter_map(|cell| source(cell.get("source")?));
    Some(sources.map(|cell| plain(&cell)).collect::<Vec<_>>().join("\n"))
}

fn source(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

/// Lines that IPython takes for itself become comments, so that the others keep their numbers.
fn plain(cell: &str) -> String {
    if cell.trim_start().starts_with("%%") {
        return cell.lines().map(|line| format!("# {line}")).collect::<Vec<_>>().join("\n");
    }
    let line = |line: &str| match line.trim_start().chars().next() {
        Some('%' | '!' | '?') => format!("pass  # {}", line.trim_start()),
        _ => line.to_owned(),
    };
    cell.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cells_become_a_script() {
        let text = r##"{"cells": [
            {"cell_type": "markdown", "source": "# Title"},
            {"cell_type": "code", "source": ["!pip install x\n", "import sklearn\n"]},
            {"cell_type": "code", "source": "model.fit(X, y)"}]}"##;
        assert_eq!(code(text).as_deref(), Some("pass  # !pip install x\nimport sklearn\nmodel.fit(X, y)"));
        assert_eq!(code("{}"), None);
    }
}
