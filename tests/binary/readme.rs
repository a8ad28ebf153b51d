//! Every command of the README does what the README says.

use std::fs;
use std::path::Path;

use crate::site::Place;

const README: &str = include_str!("../../README.md");
const CI: &str = include_str!("../../.ci/run");

/// The commands of all console blocks, in order.
fn commands() -> Vec<&'static str> {
    let blocks = README.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("$ ")).collect()
}

/// The words of the README's commands that begin so.
fn asked(beginning: &str) -> Vec<&'static str> {
    let asked = commands().into_iter().find(|command| command.starts_with(beginning));
    let asked = asked.unwrap_or_else(|| panic!("the README has no {beginning:?}"));
    asked.split(' ').skip(1).collect()
}

#[test]
fn what_the_readme_asks_of_cargo_is_what_continuous_integration_runs() {
    let asked: Vec<&str> = commands().into_iter().filter(|command| command.contains("cargo ")).collect();
    assert!(asked.len() >= 3, "{asked:?}");
    for command in asked {
        assert!(CI.contains(command), ".ci/run does not run {command:?}");
    }
}

#[test]
fn the_readmes_commands_for_a_site_that_runs_for_real_go_well_one_after_another() {
    let mut place = Place::new();
    let site = place.serve();
    fs::write(place.path("site.toml"), format!("[server]\nlisten = \"{}\"\n", site.at)).unwrap();
    place.set("SERVER__LISTEN", &site.at.to_string());
    for beginning in [
        "amicus check --config",
        "amicus account invite",
        "amicus account list",
        "amicus keys backup",
        "amicus backup",
        "amicus audit verify",
    ] {
        place.done(&asked(beginning));
    }
    assert!(place.path("site.backup").exists() && place.path("keys.copy").exists());
    restores_elsewhere(&place);
}

/// As somebody would on another machine: the backup and the keys are carried over.
fn restores_elsewhere(place: &Place) {
    let elsewhere = Place::new();
    fs::create_dir_all(elsewhere.data("keys").parent().unwrap()).unwrap();
    let carry = |from: &Path, to: &Path| fs::copy(from, to).unwrap();
    carry(&place.path("site.backup"), &elsewhere.path("site.backup"));
    carry(&place.data("keys"), &elsewhere.data("keys"));
    elsewhere.done(&asked("amicus restore"));
    assert!(elsewhere.done(&["account", "list"]).contains("Nobody"));
}

#[test]
fn the_readmes_made_up_data_fills_an_empty_database() {
    let place = Place::new();
    place.done(&asked("amicus demo"));
    let site = place.serve();
    assert!(site.get("/articles/whatsapp-v-nso").body.contains("comments"));
}

#[test]
fn every_command_of_the_readme_is_run_by_one_of_these_tests() {
    let tested = [
        "cargo ",
        "check",
        "account invite",
        "account list",
        "keys backup",
        "backup",
        "restore",
        "audit verify",
        "demo",
    ];
    for command in commands() {
        let known = command.contains("cargo ")
            || tested.iter().any(|deed| command.starts_with(&format!("amicus {deed}")));
        assert!(known, "no test runs {command:?}");
    }
}
