# Short names for what the README and `.ci/run` do. Everything works without `just`.

# These names
_list:
    @just --list --unsorted

# Serve the sample campaign on http://127.0.0.1:8080
run *arguments:
    cargo run --release -- {{arguments}}

# The suite on SQLite; says what it leaves out
test *names:
    cargo test {{names}}

# The same suite on a throw-away PostgreSQL cluster
test-postgres *names:
    AMICUS_TEST_DATABASE=postgres cargo test {{names}}

# Both databases, browser and mail peer; leaving anything out is a failure
test-all:
    AMICUS_TEST_REQUIRE=all cargo test
    AMICUS_TEST_REQUIRE=all AMICUS_TEST_DATABASE=postgres cargo test

# Exactly what continuous integration runs
check:
    .ci/run

# Put every file into shape
fmt:
    cargo fmt

# What the compiler and clippy have to say
lint:
    cargo clippy --all-targets --locked -- -D warnings

# The map of the code, in a browser
doc:
    cargo doc --no-deps --document-private-items --open

# The numbers that the README claims
bench *names:
    cargo bench {{names}}

# Known weaknesses of what is built in (needs cargo-deny and the network)
advisories:
    cargo deny check

# Attacks a site of its own, as a stranger and as everybody with a role (about an hour; one attack: just attack walk)
attack *names:
    tests/attack/run {{names}}

# Feeds what parses strangers' bytes with whatever it makes up (needs cargo-fuzz): just fuzz text 600
fuzz target seconds="600":
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{target}} -- -max_total_time={{seconds}}

# Builds the program twice, in two places, and compares the bytes (as long as two first builds)
reproducible:
    .ci/reproducible

# The bill of materials of the program, as CycloneDX
sbom:
    .ci/sbom
