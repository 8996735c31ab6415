// SPDX-License-Identifier: Apache-2.0
//
// Included before everything else, by the compiler's -include. A library that is built here and run
// elsewhere must not ask for a newer C library than the engines' own natives do, which is 2.28. Newer
// versions of glibc have moved some functions (2.34: from libdl and libpthread to libc) or given them
// another way to report errors (2.29: exp, log and pow), and a linker takes the newest it finds. These
// lines ask for the versions that every glibc on x86-64 has; their results are the same bits.
#pragma once

#ifdef __linux__
#include <features.h>
#endif

#if defined(__GLIBC__) && defined(__x86_64__) && defined(__LP64__)
__asm__(".symver dlopen,dlopen@GLIBC_2.2.5");
__asm__(".symver dlsym,dlsym@GLIBC_2.2.5");
__asm__(".symver dlclose,dlclose@GLIBC_2.2.5");
__asm__(".symver dlerror,dlerror@GLIBC_2.2.5");
__asm__(".symver pthread_once,pthread_once@GLIBC_2.2.5");
__asm__(".symver pthread_create,pthread_create@GLIBC_2.2.5");
__asm__(".symver pthread_join,pthread_join@GLIBC_2.2.5");
__asm__(".symver pthread_key_create,pthread_key_create@GLIBC_2.2.5");
__asm__(".symver exp,exp@GLIBC_2.2.5");
__asm__(".symver log,log@GLIBC_2.2.5");
__asm__(".symver pow,pow@GLIBC_2.2.5");
#endif
