/**
 * The system calls that a process behind the walls can't make.
 *
 * Landlock decides which files it may open (`landlock.ts`). This list covers the rest: other processes, sockets,
 * tracing, namespaces, clocks, and calls that change a file without opening it.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Calls that none of our programs ever makes. A caller has taken over the process, so the call kills it. */
export const DEADLY = words(`
  ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd pidfd_send_signal
  kexec_load kexec_file_load init_module finit_module delete_module bpf perf_event_open userfaultfd mount
  umount2 pivot_root move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr unshare setns chroot
  keyctl add_key request_key open_by_handle_at reboot swapon swapoff acct settimeofday clock_settime iopl ioperm
  modify_ldt execveat
`);

/** Calls that an honest library may try and can work without: they fail with EPERM. */
export const REFUSED = words(`
  socket socketpair connect bind listen accept accept4 sendmsg sendmmsg tkill rt_sigqueueinfo rt_tgsigqueueinfo
  pidfd_open setpriority ioprio_set sched_setparam sched_setscheduler sched_setattr sched_setaffinity
  migrate_pages move_pages chmod fchmod fchmodat chown fchown lchown fchownat utime utimes futimesat utimensat
  setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr mknod mknodat inotify_init inotify_init1
  inotify_add_watch fanotify_init fanotify_mark shmget shmat shmctl semget semop semctl semtimedop msgget msgsnd
  msgrcv msgctl mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify setuid setgid setreuid setregid
  setresuid setresgid setgroups setfsuid setfsgid capset personality sethostname setdomainname syslog vhangup
  adjtimex clock_adjtime name_to_handle_at lookup_dcookie quotactl quotactl_fd io_setup io_submit io_uring_setup
  io_uring_enter io_uring_register memfd_secret
`);
