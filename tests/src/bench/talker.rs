//! A measured program: a process of its own that is told and answers in lines of JSON.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::Value;

use crate::Error;

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long a program may take to end by itself.
const ENDING: Duration = Duration::from_secs(3);

/// The running program; ended when this is dropped.
pub struct Talker {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Talker {
    /// Starts `command`, called `name` in errors.
    ///
    /// # Errors
    /// When it can't be started.
    pub fn start(name: &str, command: &mut Command) -> Result<Self, Error> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name}: {error}"))?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            name: name.to_owned(),
            input: child.stdin.take(),
            child,
            lines,
        })
    }

    /// Process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a command.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn tell(&mut self, command: &Value) -> Result<(), Error> {
        let input = self.input.as_mut().ok_or("no input")?;
        writeln!(input, "{command}").map_err(|error| format!("{}: {error}", self.name).into())
    }

    /// The next answer.
    ///
    /// # Errors
    /// When none comes, or the program says that something went wrong.
    pub fn hear(&mut self) -> Result<Value, Error> {
        let line = self
            .lines
            .recv_timeout(PATIENCE)
            .map_err(|error| format!("{} does not answer: {error}", self.name))?;
        let said: Value = serde_json::from_str(&line)?;
        match said["error"].as_str() {
            None => Ok(said),
            Some(error) => Err(format!("{}: {error}", self.name).into()),
        }
    }

    /// Sends a command and waits for its answer.
    ///
    /// # Errors
    /// As [`Talker::tell`] and [`Talker::hear`].
    pub fn ask(&mut self, command: &Value) -> Result<Value, Error> {
        self.tell(command)?;
        self.hear()
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        // A program ends with its input, and takes those that it started with it.
        self.input = None;
        // Its output ends when it has.
        while self.lines.recv_timeout(ENDING).is_ok() {}
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A number of an answer.
#[must_use]
pub fn number(said: &Value, name: &str) -> f64 {
    said[name].as_f64().unwrap_or(f64::NAN)
}
