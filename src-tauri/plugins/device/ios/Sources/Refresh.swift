import BackgroundTasks
import UIKit

/// Wakes the app a few times a day, as the system sees fit, so that the handbook is fresh when it is opened
/// without a signal.
final class Refresh {
  private static let id = "kr.or.kemc.handbook.refresh"
  private static let every: TimeInterval = 6 * 60 * 60

  /// Lets the app catch up; nothing until it listens.
  var wake: (() -> Void)?
  private var isWanted = false
  private var task: BGTask?
  private var watched: NSObjectProtocol?

  /// The system takes this until the app has finished launching, and no later.
  func register() {
    BGTaskScheduler.shared.register(forTaskWithIdentifier: Refresh.id, using: .main) {
      [weak self] task in
      self?.begin(task)
    }
    watched = NotificationCenter.default.addObserver(
      forName: UIApplication.didEnterBackgroundNotification, object: nil, queue: .main
    ) { [weak self] _ in self?.plan() }
  }

  func want(_ on: Bool) {
    DispatchQueue.main.async {
      self.isWanted = on
      if !on { BGTaskScheduler.shared.cancel(taskRequestWithIdentifier: Refresh.id) }
    }
  }

  func end(_ fresh: Bool) {
    DispatchQueue.main.async {
      self.task?.setTaskCompleted(success: fresh)
      self.task = nil
    }
  }

  private func plan() {
    guard isWanted else { return }
    let request = BGAppRefreshTaskRequest(identifier: Refresh.id)
    request.earliestBeginDate = Date(timeIntervalSinceNow: Refresh.every)
    // Refused where the owner has turned background refresh off.
    try? BGTaskScheduler.shared.submit(request)
  }

  private func begin(_ task: BGTask) {
    plan()
    guard let wake = wake else { return task.setTaskCompleted(success: false) }
    self.task = task
    task.expirationHandler = { [weak self] in self?.end(false) }
    wake()
  }
}
