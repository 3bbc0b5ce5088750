//! A virtual display (Xvfb), so that a real window opens where there is no screen.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::Error;
use crate::program::Running;

/// A running virtual display.
pub struct Display {
    number: u32,
    _server: Running,
}

impl Display {
    /// Starts one that is `width` by `height` pixels large on the first free number.
    ///
    /// # Errors
    /// When Xvfb is not installed or does not start.
    pub fn start(width: u32, height: u32) -> Result<Self, Error> {
        let mut command = Command::new("Xvfb");
        command
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                &format!("{width}x{height}x24"),
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command
            .spawn()
            .map_err(|error| format!("Xvfb can't be started ({error}): run ./dev test once"))?;
        let mut said = String::new();
        let mut out = child.stdout.take().ok_or("Xvfb has no output")?;
        let server = Running::adopt(child);
        let mut byte = [0];
        // Xvfb writes its number and a line break once it is ready.
        while out.read(&mut byte)? == 1 && byte[0] != b'\n' {
            said.push(char::from(byte[0]));
        }
        let number = said.trim().parse().map_err(|_| "Xvfb did not start")?;
        Ok(Self {
            number,
            _server: server,
        })
    }

    /// Value for the environment variable `DISPLAY`.
    #[must_use]
    pub fn name(&self) -> String {
        format!(":{}", self.number)
    }
}
