# The contributor's menu. Continuous integration runs the same recipes through .ci/run.

# List the recipes
default:
    @just --list

# Format the code
fmt:
    cargo fmt --all

# Check formatting, lints and, where cargo-deny is installed, licences and who may use which crate
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    if command -v cargo-deny >/dev/null; then cargo deny check; else echo 'cargo-deny is not installed: skipped'; fi
    if command -v shellcheck >/dev/null; then shellcheck .ci/* scripts/*; else echo 'shellcheck is not installed: skipped'; fi

# Run every check and test; installs what they need and says so
test *ARGS:
    scripts/test {{ARGS}}

# Run the unit tests only: no broker, no containers
test-fast *ARGS:
    cargo nextest run --workspace --lib {{ARGS}}

# Train a sample to its target, crash another and watch it go on; `just demo --docker` does it in containers
demo *ARGS:
    scripts/demo {{ARGS}}

# Do what continuous integration does: a Docker engine, base images, all tests
ci:
    CI=true bash .ci/run </dev/null

# Write the code generated from proto/ again
generate:
    ANNEAL_BLESS=1 cargo test -p anneal-proto

# Pin the training images' packages again, from requirements.in (`UV_ARGS=--upgrade` looks for newer ones)
lock-images *PROFILES:
    scripts/lock-images {{PROFILES}}
