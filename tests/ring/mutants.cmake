# SPDX-FileCopyrightText: 2026 The AMP authors
# SPDX-License-Identifier: MIT
#
# Every rule of resources/docs/ring.md, broken: each mutant is the real code with one text replaced.
# The explorer must find a violation in the scenario that is named.

set(ring_sources
    core/ring/ringpages.h core/ring/ringserver.h core/ring/ringsleep.h core/ring/ringworker.h
    tests/ring/modelring.h tests/ring/ringmodel.h)
foreach(source IN LISTS ring_sources)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${source}")
endforeach()

set(ring_mutants_dir "${CMAKE_CURRENT_BINARY_DIR}/mutants")
set(ring_mutant_includes "")
set(ring_mutant_entries "")

# ring_mutant(NAME SCENARIO FILE FROM TO): a copy of the sources in a namespace of its own, in which
# FILE has TO in place of FROM, which must be there once.
function(ring_mutant name scenario file from to)
    foreach(source IN LISTS ring_sources)
        file(READ "${PROJECT_SOURCE_DIR}/${source}" text)
        get_filename_component(header "${source}" NAME)
        if(header STREQUAL file)
            string(FIND "${text}" "${from}" first)
            string(FIND "${text}" "${from}" last REVERSE)
            if(first EQUAL -1 OR NOT first EQUAL last)
                message(FATAL_ERROR "The mutant ${name} needs its text once in ${file}; adapt it to the code.")
            endif()
            string(REPLACE "${from}" "${to}" text "${text}")
        endif()
        string(REPLACE "namespace Amp {" "namespace Amp::${name} {" text "${text}")
        foreach(other IN LISTS ring_sources)
            get_filename_component(header_of_other "${other}" NAME)
            string(REPLACE "\"${other}\"" "\"${name}/${header_of_other}\"" text "${text}")
        endforeach()
        file(GENERATE OUTPUT "${ring_mutants_dir}/${name}/${header}" CONTENT "${text}")
    endforeach()
    string(APPEND ring_mutant_includes "#include \"${name}/ringmodel.h\"\n")
    string(APPEND ring_mutant_entries "    {\"${name}\", \"${scenario}\", &explore<Amp::${name}::RingModel>},\n")
    set(ring_mutant_includes "${ring_mutant_includes}" PARENT_SCOPE)
    set(ring_mutant_entries "${ring_mutant_entries}" PARENT_SCOPE)
endfunction()

ring_mutant(rule1_handedIsStored take-back ringserver.h
    [[m_shared->word.fetch_add(std::uint64_t(m_put - m_handed) << 32, std::memory_order_seq_cst);]]
    [[m_shared->word.load(std::memory_order_seq_cst);
    m_shared->word.store(RingWord{m_put, RingWord::of(before).started}.packed(), std::memory_order_seq_cst);]])
ring_mutant(rule1_raisedBeforeTheSlot sleeps ringserver.h
    [[    Env::put(m_calls->slot[m_put % Env::slotCount], call.slot);
    ++m_put;]]
    [[    ++m_put;
    raise();
    Env::put(m_calls->slot[(m_put - 1) % Env::slotCount], call.slot);]])
ring_mutant(rule2_startedWithoutComparing take-back ringworker.h
    [[        if (m_shared->word.compare_exchange_strong(seen, wanted.packed(), std::memory_order_acq_rel,
                                                   std::memory_order_acquire))]]
    [[        m_shared->word.store(wanted.packed(), std::memory_order_seq_cst);]])
ring_mutant(rule2_slotReadBeforeWinning take-back ringworker.h
    [[        const RingWord wanted{word.handed, word.started + 1};
        if (m_shared->word.compare_exchange_strong(seen, wanted.packed(), std::memory_order_acq_rel,
                                                   std::memory_order_acquire))
            return begin(word.started, Env::get(m_calls->slot[word.started % Env::slotCount]));]]
    [[        const RingWord wanted{word.handed, word.started + 1};
        const RingSlot slot = Env::get(m_calls->slot[word.started % Env::slotCount]);
        if (m_shared->word.compare_exchange_strong(seen, wanted.packed(), std::memory_order_acq_rel,
                                                   std::memory_order_acquire))
            return begin(word.started, slot);]])
ring_mutant(rule2_comparedByOrder sleeps ringpages.h
    [[return handed != started;]]
    [[return handed > started;]])
ring_mutant(rule2_carriesIntoHanded sleeps ringworker.h
    [[        const RingWord wanted{word.handed, word.started + 1};]]
    [[        const RingWord wanted = RingWord::of(word.packed() + 1);]])
ring_mutant(rule3_countsFromStarted sleeps ringserver.h
    [[    return m_put - m_done < Env::slotCount &&
           ringAligned(bytes)]]
    [[    return m_put - m_started < Env::slotCount &&
           ringAligned(bytes)]])
ring_mutant(rule4_takesBackByStore take-back ringserver.h
    [[    } while (!m_shared->word.compare_exchange_strong(seen, RingWord{m_started, m_started}.packed(),
                                                     std::memory_order_acq_rel));]]
    [[    } while (false);
    m_shared->word.store(RingWord{m_started, m_started}.packed(), std::memory_order_seq_cst);]])
ring_mutant(rule4_arenaGoesBackTooFar take-back ringserver.h
    [[    m_arenaTo = ordinal == m_done ? m_arenaFrom : held(ordinal - 1).end;]]
    [[    m_arenaTo = m_arenaFrom;]])
ring_mutant(rule5_droppedInPlace withdraw ringserver.h
    [[    if (!reclaim())
        return RingWithdrawal::Told;]]
    [[]])
ring_mutant(rule5_restIsForgotten withdraw ringserver.h
    [[    const bool dropped = drop(token);
    raise();]]
    [[    const bool dropped = drop(token);]])
ring_mutant(rule5_ticketStays withdraw ringserver.h
    [[        m_calls->cancel.store(0, std::memory_order_relaxed);]]
    [[]])
ring_mutant(rule6_stampOfAnother look ringserver.h
    [[isItsOwn ? std::min(stamp.microseconds, now) : now}]]
    [[std::min(stamp.microseconds, now)}]])
ring_mutant(rule7_sentBeforeItStarts large ringserver.h
    [[ || m_started == m_done)
        return {};
    return held(m_done).token;]]
    [[)
        return {};
    return held(m_done).token;]])
ring_mutant(rule7_sentIsForgotten large ringserver.h
    [[    if (ordinal == m_put)
        return;
    m_arenaTo]]
    [[    m_large = m_large == Large::Sent ? Large::Put : m_large;
    if (ordinal == m_put)
        return;
    m_arenaTo]])
ring_mutant(rule7_somethingBehindIt large ringserver.h
    [[    if (m_broken || m_large != Large::None)
        return false;]]
    [[]])
ring_mutant(rule7_doesNotRing large ringworker.h
    [[    if (isLarge)
        ring();]]
    [[    if (isLarge)
        (void)0;]])
ring_mutant(rule8_twoCounters sleeps ringworker.h
    [[    m_shared->results.store(RingResults{m_finished, m_bytes}.packed(), std::memory_order_release);]]
    [[    auto results = RingResults::of(m_shared->results.load(std::memory_order_relaxed));
    results.finished = m_finished;
    m_shared->results.store(results.packed(), std::memory_order_release);
    results.bytes = m_bytes;
    m_shared->results.store(results.packed(), std::memory_order_release);]])
ring_mutant(rule8_noRelease sleeps ringworker.h
    [[    m_shared->results.store(RingResults{m_finished, m_bytes}.packed(), std::memory_order_release);]]
    [[    m_shared->results.store(RingResults{m_finished, m_bytes}.packed(), std::memory_order_relaxed);]])
ring_mutant(rule9_partIsNotPublished big-results ringworker.h
    [[            commit();
            waitForSpace();]]
    [[            waitForSpace();]])
ring_mutant(rule9_fullRingIsOverrun big-results ringworker.h
    [[        if (!fits(ringAligned(bytes)) && space() == 0) {
            commit();
            waitForSpace();
        }]]
    [[        if (!fits(ringAligned(bytes)) && space() == 0) {
            commit();
            m_read += ringAlignment;
        }]])
ring_mutant(rule10_readBeforeCopied big-results ringserver.h
    [[    while (m_read != results.bytes) {]]
    [[    m_calls->read.store(results.bytes, std::memory_order_seq_cst);
    while (m_read != results.bytes) {]])
ring_mutant(rule10_countedFromTheWord sleeps ringserver.h
    [[    const auto results = RingResults::of(m_shared->results.load(std::memory_order_acquire));
    if (results.bytes == m_read && results.finished == m_done)
        return true;
    if (!accept(m_shared->word.load(std::memory_order_acquire)))
        return false;]]
    [[    if (!accept(m_shared->word.load(std::memory_order_acquire)))
        return false;
    const auto results = RingResults::of(m_shared->results.load(std::memory_order_acquire));
    if (results.bytes == m_read && results.finished == m_done)
        return true;]])
ring_mutant(rule11_callsAreNotCheckedAgain sleeps ringworker.h
    [[    if (!ends && !works)
        Env::wait]]
    [[    if (!ends)
        Env::wait]])
ring_mutant(rule11_goodbyeIsNotCheckedAgain goodbye ringworker.h
    [[    if (!ends && !works)
        Env::wait]]
    [[    if (!works)
        Env::wait]])
ring_mutant(rule11_spaceIsNotCheckedAgain big-results ringworker.h
    [[        if (space() == 0)
            Env::wait]]
    [[        Env::wait]])
ring_mutant(rule11_announcementStays goodbye ringworker.h
    [[        Env::wait(m_shared->workerSleeps, RingWorkerSleep::forCalls);
    m_shared->workerSleeps.store(RingWorkerSleep::awake, std::memory_order_relaxed);]]
    [[        Env::wait(m_shared->workerSleeps, RingWorkerSleep::forCalls);]])
ring_mutant(rule12_noAnnouncement sleeps ringsleep.h
    [[        ring.announceSleep();]]
    [[        (void)ring;]])
ring_mutant(rule12_doesNotCheckAgain sleeps ringsleep.h
    [[        if (!ring.maySleep())
            return false;]]
    [[        (void)ring;]])
ring_mutant(rule12_sleepsWhenAllHaveFinished sleeps ringserver.h
    [[    return results.finished != m_handed && results.finished]]
    [[    return results.finished]])
ring_mutant(rule12_sleepsOnAFullRing big-results ringserver.h
    [[           results.bytes - m_read < Env::ringBytes / 2 &&]]
    [[]])
ring_mutant(rule12_sleepsOnALargeCall large ringserver.h
    [[           !(m_large == Large::Put && word.started == m_handed);]]
    [[           word.handed == m_handed;]])
ring_mutant(rule13_doesNotRingWhenEmpty sleeps ringworker.h
    [[    announce();
    const bool ends]]
    [[    const bool ends]])
ring_mutant(rule13_doesNotRingWhenFull big-results ringworker.h
    [[        ring();
        m_read = m_calls]]
    [[        m_read = m_calls]])
ring_mutant(rule14_noBellForCalls sleeps ringserver.h
    [[    if (accepted)
        wake(RingWorkerSleep::forCalls);]]
    [[    (void)accepted;]])
ring_mutant(rule14_noBellForSpace big-results ringserver.h
    [[    wake(RingWorkerSleep::forSpace);]]
    [[]])
ring_mutant(rule14_noBellForGoodbye goodbye ringserver.h
    [[    m_calls->goodbye.store(1, std::memory_order_seq_cst);
    wake(RingWorkerSleep::forCalls);]]
    [[    m_calls->goodbye.store(1, std::memory_order_seq_cst);]])
ring_mutant(rule15_wokenBeforeItIsAwake sleeps ringserver.h
    [[    if (sleeps.compare_exchange_strong(sleep, RingWorkerSleep::awake, std::memory_order_seq_cst))
        Env::wake(sleeps);]]
    [[    Env::wake(sleeps);]])
ring_mutant(death_noLastTakeBack crash ringserver.h
    [[    if (!m_broken && reclaim())
        harvest(sink);]]
    [[    if (!m_broken)
        harvest(sink);
    m_started = m_handed;]])
ring_mutant(death_notDrained crash ringserver.h
    [[    if (!m_broken && reclaim())
        harvest(sink);]]
    [[    if (!m_broken)
        reclaim();]])
ring_mutant(death_verdictBeforeTheEnd kill ringmodel.h
    [[        if (s_state.workerThread.isGone)
            may(Act::Settle);]]
    [[        may(Act::Settle);]])
ring_mutant(orders_noFenceOfTheServer sleeps ringsleep.h
    [[    Env::fence();]]
    [[]])
ring_mutant(orders_noFenceOfTheWorker sleeps ringworker.h
    [[    Env::fence();]]
    [[]])
ring_mutant(orders_releaseForTheWorkersSleep sleeps ringworker.h
    [[    m_shared->workerSleeps.store(RingWorkerSleep::forCalls, std::memory_order_seq_cst);]]
    [[    m_shared->workerSleeps.store(RingWorkerSleep::forCalls, std::memory_order_release);]])
ring_mutant(orders_releaseForRead big-results ringserver.h
    [[    m_calls->read.store(m_read, std::memory_order_seq_cst);]]
    [[    m_calls->read.store(m_read, std::memory_order_release);]])
ring_mutant(orders_releaseForGoodbye goodbye ringserver.h
    [[    m_calls->goodbye.store(1, std::memory_order_seq_cst);]]
    [[    m_calls->goodbye.store(1, std::memory_order_release);]])

file(GENERATE OUTPUT "${ring_mutants_dir}/includes.h" CONTENT "${ring_mutant_includes}")
file(GENERATE OUTPUT "${ring_mutants_dir}/entries.h" CONTENT "${ring_mutant_entries}")
