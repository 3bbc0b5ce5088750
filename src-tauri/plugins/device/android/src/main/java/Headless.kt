package kr.or.kemc.handbook.device

import android.content.Context

/** The app's core without the app's window: src-tauri/src/headless.rs. */
object Headless {
  private var isUsed = false
  private var hasGivenWay = false

  /** Catches up with the server; takes up to half a minute. False when it could not. */
  fun refresh(context: Context): Boolean {
    synchronized(this) {
      if (hasGivenWay) return false
      if (!isUsed) System.loadLibrary("handbook_app")
      isUsed = true
    }
    val app = context.applicationContext
    return refresh(app, app.applicationInfo.dataDir)
  }

  /** Ends a [refresh] early, if there is one. */
  @Synchronized
  fun stop() {
    if (isUsed) stopRefresh()
  }

  /**
   * The window is about to open: ends a [refresh] and gives back what the window sets up by itself. To be
   * called before anything of the window is there. Waits for a few seconds at most, and not at all in a
   * process that the owner has started.
   */
  @Synchronized
  fun giveWay() {
    hasGivenWay = true
    if (isUsed) leave()
  }

  private external fun refresh(context: Context, dataDir: String): Boolean

  private external fun stopRefresh()

  private external fun leave()
}
