package kr.or.kemc.handbook.device

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.os.Build
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

/**
 * Wakes the app a few times a day, where there is a network and the battery is not low, so that the handbook
 * is fresh when it is opened without a signal. When it is is the system's matter.
 */
class RefreshJob : JobService() {
  override fun onStartJob(params: JobParameters): Boolean {
    val plugin = DevicePlugin.running
    if (plugin != null) {
      return plugin.refresh { jobFinished(params, false) }
    }
    // Nobody has opened the app since the system ended it: without its window.
    thread(name = "refresh") {
      Headless.refresh(this)
      jobFinished(params, false)
    }
    return true
  }

  /** The time is up, or the network is gone: the next turn does it. */
  override fun onStopJob(params: JobParameters): Boolean {
    Headless.stop()
    return false
  }

  companion object {
    private const val ID = 1
    private val EVERY = TimeUnit.HOURS.toMillis(6)

    fun wake(context: Context, on: Boolean) {
      val scheduler = context.getSystemService(JobScheduler::class.java)
      val isPlanned = scheduler.allPendingJobs.any { it.id == ID }
      if (!on) return scheduler.cancel(ID)
      // Planned anew, it would begin to count anew at every start.
      if (isPlanned) return
      val job = JobInfo.Builder(ID, ComponentName(context, RefreshJob::class.java))
      job.setPeriodic(EVERY).setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
      if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.O) job.setRequiresBatteryNotLow(true)
      scheduler.schedule(job.build())
    }
  }
}
